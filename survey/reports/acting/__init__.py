"""From figures to actions: proposals, the finding behind an action form, its effect, the internal audit."""
