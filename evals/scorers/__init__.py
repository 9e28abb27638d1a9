"""One file a scorer: from what the product did to a number a sample."""
