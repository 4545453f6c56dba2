"""Chinese comments read offline: `survey.text.reader` reads, `survey.text.vocabulary` names what is read.

Importing this package loads no analyser: jieba, rjieba, snownlp and opencc come in on first use.
"""
