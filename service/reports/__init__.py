"""Reports: totals that help to decide, and from which nobody can be recognised (DAT-02, DAT-05).

No images and no narrative: figures, codes and a fixed caution, without a place for words about anybody (RIG-03).
"""
