"""Words that a reader sees in two languages, and the names by which bodies and places are known."""

from storage.vocabulary.bodies import CENTRAL_BODIES, CENTRAL_NAMES, Body, central_body
from storage.vocabulary.english import (
    DOCUMENT_KINDS,
    ENTRY_TYPES,
    STAGES,
    TOPICS,
    chinese_stage,
    chinese_topic,
    english_body,
    english_entry_type,
    english_kind,
    english_stage,
    english_topic,
)
from storage.vocabulary.places import (
    PLACES,
    PROVINCES,
    SHORT_PLACES,
    Place,
    Province,
    english_province,
    place_at,
    province_code,
    province_named,
)

__all__ = [
    "CENTRAL_BODIES",
    "CENTRAL_NAMES",
    "DOCUMENT_KINDS",
    "ENTRY_TYPES",
    "PLACES",
    "PROVINCES",
    "SHORT_PLACES",
    "STAGES",
    "TOPICS",
    "Body",
    "Place",
    "Province",
    "central_body",
    "chinese_stage",
    "chinese_topic",
    "english_body",
    "english_entry_type",
    "english_kind",
    "english_province",
    "english_stage",
    "english_topic",
    "place_at",
    "province_code",
    "province_named",
]
