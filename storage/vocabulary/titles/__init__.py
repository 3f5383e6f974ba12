"""English glosses of Chinese titles, from a glossary and patterns of official titles. No translation engine, no guess.

What the glossary does not know stays in Chinese inside its quotation marks; the original is shown beside a gloss, never
replaced by it.
"""

from storage.vocabulary.titles.glossing import Gloss, gloss_title

__all__ = ["Gloss", "gloss_title"]
