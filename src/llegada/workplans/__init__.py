"""Work plans agreed with an entity, and the milestones followed in them."""
