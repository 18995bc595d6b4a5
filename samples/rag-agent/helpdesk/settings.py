"""Settings of the helpdesk agent; each can be overridden by an environment variable."""

import os

CHAT_MODEL = os.getenv("HELPDESK_CHAT_MODEL", "gpt-4o-mini-2024-07-18")
EMBEDDING_MODEL = "BAAI/bge-small-en-v1.5"
EMBEDDING_REVISION = "5c38ec7c405ec4b44b94cc5a9bb96e735b38267a"
FAQ_DATASET = "acme/helpdesk-faq"
COLLECTION = "handbook"
QDRANT_URL = os.getenv("QDRANT_URL", "http://qdrant:6333")
