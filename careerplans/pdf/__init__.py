"""The career plan and the summary note on paper: a document in, the bytes of one accessible, archivable PDF out."""
