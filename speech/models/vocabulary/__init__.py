"""Words for the starter model, added without training: spelling to phones, phones to a graph."""

from speech.models.vocabulary.building import Vocabulary, build, remove_older, vocabulary
from speech.models.vocabulary.graph import FixedVocabulary
from speech.models.vocabulary.lexicon import Lexicon

__all__ = ["FixedVocabulary", "Lexicon", "Vocabulary", "build", "remove_older", "vocabulary"]
