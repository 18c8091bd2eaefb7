"""The steps of the intervention protocol, beside a case, for whoever finds the list useful (AGR-04).

Police are one of those whom the protocol may bring in, and they are left out of this list on purpose: a dated mark that
police were spoken to says of a person that they, or somebody for them, turned to police. No column says that (CPL-01).
What an officer would like to ask a person goes through the pivot, by an operation's own contact, which names no case
(POL-06).
"""
