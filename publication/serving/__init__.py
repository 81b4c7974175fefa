"""How the API answers over HTTP: formats, negotiation, validators, versions, limits. The views say what."""
