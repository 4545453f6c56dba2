"""How each chart is drawn: one file per chart, from its specification onto a sheet of a given width."""
