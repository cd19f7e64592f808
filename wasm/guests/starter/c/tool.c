#include "json.h"

// The input fits inputSchema; what is given has to fit outputSchema. A trap is a failure.
EXPORT("tool_call") uint64_t tool_call(const unsigned char *at, size_t length) {
  signs text = only_text(at, length);
  writer line = {take(40), 0};
  put_number(&line, text.length);
  put(&line, " characters");
  host_log(0, line.at, line.length);
  uint32_t *turned = take(text.length * sizeof(uint32_t));
  for (size_t i = 0; i < text.length; i++) turned[i] = text.at[text.length - 1 - i];
  writer out = {take(text.length * 6 + 60), 0};
  put(&out, "{\"text\":");
  put_text(&out, turned, text.length);
  put(&out, ",\"characters\":");
  put_number(&out, text.length);
  put(&out, "}");
  return packed(out);
}
