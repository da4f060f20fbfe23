"""docyard: documents in, fields out, over an API that Instabase AI Hub's clients already speak."""

__version__ = "0.1.0"
