"""The pages: server-rendered, bilingual, for a phone first."""
