"""Who is no reader. A program that says what it is, is believed; one that says nothing is one."""

import re

ROBOTS = re.compile(
    r"(?<!cu)bot(?:\b|[_ -])|crawl|spider|slurp|preview|monitor|uptime|headless|lighthouse|scan|fetch|archiver"
    r"|validator|facebookexternalhit|whatsapp|telegram|curl|wget|python|java/|okhttp|go-http|libwww|httpclient|axios|node-",
    re.IGNORECASE,
)


def is_robot(user_agent: str) -> bool:
    return not user_agent.strip() or ROBOTS.search(user_agent) is not None
