"""The same request in three ways that people ask: curl, Python and R."""

from urllib.parse import quote, urlencode


def samples(url: str, asked: dict[str, str]) -> list[dict[str, str]]:
    """Return a sample in each language for a GET of an address with parameters."""
    whole = quote(url, safe=":/") + (f"?{urlencode(asked, safe=',')}" if asked else "")
    answer = asked.get("format", "json")
    python = f'import requests\n\nanswer = requests.get("{whole}", timeout=30)\nprint(answer.json())'
    r = f'library(jsonlite)\n\nanswer <- fromJSON("{whole}")'
    if answer == "csv":
        python = f'import pandas as pd\n\ntable = pd.read_csv("{whole}")'
        r = f'table <- read.csv("{whole}")'
    elif answer == "graphml":
        python = (
            "import io\n\nimport networkx as nx\nimport requests\n\n"
            f'graph = nx.read_graphml(io.BytesIO(requests.get("{whole}", timeout=30).content))'
        )
        r = f'library(igraph)\n\ngraph <- read_graph("{whole}", format = "graphml")'
    return [
        {"lang": "Shell", "label": "curl", "source": f"curl --compressed '{whole}'"},
        {"lang": "Python", "label": "Python", "source": python},
        {"lang": "R", "label": "R", "source": r},
    ]
