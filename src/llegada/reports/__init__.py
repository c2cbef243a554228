"""Documents made from what the other apps keep: PDF with the organisation's format, page numbers and a way to verify them."""
