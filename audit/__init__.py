"""The audit of a municipality's intercultural opening: everything around the numbers of
`scoring`."""
