from harmonia.wellbeing.operations.articles import Draft, UnknownTopic, approve, withdraw, write

__all__ = ["Draft", "UnknownTopic", "approve", "withdraw", "write"]
