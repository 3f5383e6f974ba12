"""Full text in Chinese: an index that finds exactly what reading every notice would find.

`folding` says what counts as the same character, `language` reads a query, `texts` says what of a notice is searched,
`index` keeps it beside the archive's versions, `finding` asks it, `passages` shows where the words stand.
"""
