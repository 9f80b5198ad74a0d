"""What in a page is no evidence, and the article's date."""
