"""Pictures as SVG, made here; each stands beside a table that says the same. Pure: values in, markup out.

Colours are classes of the style sheet, so that light, dark and print each have their own.
"""
