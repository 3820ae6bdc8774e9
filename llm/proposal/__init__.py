"""What a model proposes: asked for by strict tools, and made a rule by code and the person's own words."""
