// What an answer of the server means to somebody who is writing.

export const isJson = (answer) => (answer.headers.get("Content-Type") ?? "").includes("json");

export const signedOut = (answer) =>
  answer.status === 401 ||
  (answer.redirected && new URL(answer.url).pathname.startsWith("/accounts/"));

// The sentence of a refusal, or `other` when the answer holds none.
export async function reason(answer, other) {
  if (!isJson(answer)) return other;
  return (await answer.json().catch(() => null))?.error?.message ?? other;
}
