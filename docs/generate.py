"""Makes every page anew that comes from code: `python -m docs.generate`."""

from docs import configuration, query_language

if __name__ == "__main__":
    configuration.write()
    query_language.write()
