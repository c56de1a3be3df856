"""tmp"""

def may_blame(text: str) -> bool:
    return True
