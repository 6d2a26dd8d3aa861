"""Forms that others designed: a card says where the registers' columns stand in them."""

from villages.registers.intake.foreign.card import MappingCard
from villages.registers.intake.foreign.drafting import ForeignDraft, draft_foreign
from villages.registers.intake.foreign.reading import read_mapping_cards

__all__ = ["ForeignDraft", "MappingCard", "draft_foreign", "read_mapping_cards"]
