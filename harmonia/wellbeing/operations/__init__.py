from harmonia.wellbeing.operations.articles import Draft, UnknownTopic, approve, begin, propose, withdraw

__all__ = ["Draft", "UnknownTopic", "approve", "begin", "propose", "withdraw"]
