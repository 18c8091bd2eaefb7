"""The live stream: one task per process follows what commands tell, and passes to each listener what it may hear.

A listener that is slow keeps one pending event per thing that changed, and when even those are too many, a single
`reload`: it may miss detail, never the fact that it missed something.
"""
