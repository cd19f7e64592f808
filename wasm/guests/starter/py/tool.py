def run(input, host):
    """The input fits inputSchema; what is returned has to fit outputSchema. What is raised is told to whoever called."""
    text = input["text"]
    host.log("%d characters" % len(text))
    return {"text": "".join(reversed(text)), "characters": len(text)}
