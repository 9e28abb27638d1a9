"""Lexical cues: what single words and figures say about a segment. Features for the classifier and the spans."""

from __future__ import annotations

import re

I_ACT = re.compile(
    r"\b(?:i|i've|i'd|i'm|ive)\b(?!\s*(?:think|guess|feel|believe|hope|know|love|like|am passionate|would|will|could|might|suppose|mean))",
    re.IGNORECASE,
)
FIRST = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|im|ive|my|me|mine|myself)\b", re.IGNORECASE)
WE = re.compile(r"\b(?:we|we're|we've|we'd|our|us|ours|the team)\b", re.IGNORECASE)
PASSIVE = re.compile(
    r"\b(?:was|were|been|being|got)\s+(?:\w+ly\s+)?\w+(?:ed|en|ut|id|wn|ne|ld|de|lt|nt|pt|ght)\b",
    re.IGNORECASE,
)
WOULD = re.compile(
    r"\b(?:i|we|you|one)(?:'d| would| will|'ll|d) (?:\w+ly )?\w+|\bwould (?:be|have|go|try|call|ask|tell)\b|\bfirst thing(?:'s| is)?\b",
    re.IGNORECASE,
)
HABIT = re.compile(
    r"\b(?:always|usually|every (?:time|day|week|morning|month|friday|monday|job|shoot|project)|each (?:time|week|morning|job)|these days|as a rule|normally|tend to|never)\b",
    re.IGNORECASE,
)
PAST = re.compile(
    r"\b(?:was|were|had|did|went|came|took|got|made|said|told|found|gave|kept|put|cut|ran|rang|brought|left|\w{3,}ed)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\b\d[\d.,:/]*(?:k|m|bn|%)?\b|[$£€]\s?\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|hundred|thousand|million|dozen|half|third|quarter|twice|double[d]?|halved|tripled)\b",
    re.IGNORECASE,
)
CHANGE = re.compile(
    r"\b(?:from\s+\S+(?:\s\S+){0,3}\s+to\s+\S+|instead of|down to|up to|up from|down from|more than|less than|fewer|halved|doubled|tripled|twice as|under budget|over budget|early|late|on time|ahead of|behind|first (?:ever|sold|time)|record|sold[- ]out|percent|per cent|%)",
    re.IGNORECASE,
)
OUTCOME = re.compile(
    r"\b(?:went out|aired|delivered|shipped|finished|won|renewed|came back|re-?booked|signed|sold|launched|premiered|published|dropped|fell|rose|grew|saved|lost|cancelled|complain(?:ed|ts?)|thanked|happy|pleased|approved|accepted|still (?:use|there|running)|since then|ever since|in the end|ended|afterwards|result|turned out|worked|nobody (?:noticed|quit)|made it|recommission\w*|second series|award|nominat\w+)\b",
    re.IGNORECASE,
)
SETTING = re.compile(
    r"\b(?:in (?:19|20)\d\d|last (?:year|month|week|spring|summer|autumn|winter|january|february|march|april|may|june|july|august|september|october|november|december)|"
    r"(?:january|february|march|april|june|july|august|september|october|november|december)|spring|summer|autumn|winter|days? (?:before|to go)|weeks? (?:before|to go|out)|hours? (?:before|to go)|two years ago|at the time|when i was|i was working|on a|at a|for a)\b",
    re.IGNORECASE,
)
DUTY = re.compile(
    r"\b(?:my job|my task|i was (?:the|asked|told|hired|responsible|in charge|down as|meant|supposed|brought in|given)|had to|needed to|was on me|mine to|asked me to|responsible for|in charge of|answer(?:ed)? for|the (?:brief|goal|aim|deadline) was|so that|i ran|i produced|i led|my (?:show|shoot|production|series|desk|ward|shift|team|line|client))\b",
    re.IGNORECASE,
)
BUZZ = re.compile(
    r"\b(?:passionate|synerg\w+|leverag\w+|proactive|hard[- ]?working|team player|go[- ]getter|think outside|outside the box|results?[- ]driven|dynamic|detail[- ]oriented|fast[- ]paced|stakeholder management|best practice\w*|holistic|"
    r"strategic\w*|innovative|excellence|solutions?[- ]oriented|people person|110|value[- ]add\w*|seamless\w*|robust|key takeaways?|mindset|empower\w*|agile|flexib\w+|adaptable|motivated|dedicated|communication is|quality)\b",
    re.IGNORECASE,
)
HEDGE = re.compile(
    r"\b(?:maybe|probably|i think|i guess|sort of|kind of|roughly|about|around|somewhere|i believe|more or less|ish|perhaps|somehow|not sure)\b",
    re.IGNORECASE,
)
LEARNT = re.compile(
    r"\b(?:learn(?:ed|t)|lesson|taught me|since then i|now i|these days i|next time|i'd do|would do differently|realis\w+|realiz\w+|from then on|what stuck|never again|i still)\b",
    re.IGNORECASE,
)
BLAME = re.compile(
    r"\b(?:(?:his|her|their|the client'?s?|management'?s?|nobody|no one|everyone else)\b.{0,25}\b(?:fault|listen|incompetent|useless|lazy|idiot\w*|refus\w+|never|clueless|blame)|not my fault|wasn'?t my|because of (?:him|her|them)|they (?:never|always|just))\b",
    re.IGNORECASE,
)
AUDIENCE = re.compile(
    r"\b(?:viewer\w*|listener\w*|audience\w*|watch(?:ed|ing|es)?|views?|downloads?|subscriber\w*|retention|click\w*|readers?|visitors?|followers?|ratings?|share|completion|customers?|patients?|guests?|parents?|pupils?|passengers?)\b",
    re.IGNORECASE,
)
BUSINESS = re.compile(
    r"\b(?:client\w*|customers?|commissioner\w*|sponsor\w*|sales|revenue|budget|renew\w*|contract\w*|channel|network|broadcaster|company|brand|funder\w*|board|owner|bookings?|repeat|second series|orders?|patients?|guests?|owners?|families|residents?|members?)\b",
    re.IGNORECASE,
)
TRADE_OFF = re.compile(
    r"\b(?:cost(?:s|ing)?|price of|risk\w*|downside|trade[- ]?off|instead of|give up|sacrific\w+|worst case|plan b|back[- ]?up|if (?:that|it|he|she|they|not)\b|unless|otherwise|alternative\w*|either|in exchange|but then|lose|hurts?)\b",
    re.IGNORECASE,
)
NAMES = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+|\b[A-Z]{2,}\b")


def count(pattern: re.Pattern[str], text: str) -> int:
    """How often the cue stands in the text."""
    return len(pattern.findall(text))
