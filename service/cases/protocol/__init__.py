"""The steps of the intervention protocol, beside a case, for whoever finds the list useful (AGR-04).

Police are one of those whom the protocol may bring in, and they are left out of this list on purpose: a dated mark that
police were spoken to says of a person that they, or somebody for them, turned to police. No column says that (CPL-01).
What an officer and a pivot have to say to each other goes through the contact that police ask for, which keeps counts
alone (POL-06).
"""
