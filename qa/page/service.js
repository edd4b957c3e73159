// What the page asks of the service.

/** A problem document, or that nothing answers. */
export class Problem extends Error {}

async function send(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem("The service does not answer. Is it still running?");
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Problem(problem.detail ?? `The service answered with status ${response.status}.`);
}

export async function ask(question, filters, askedOn, signal) {
  const body = JSON.stringify({ question, filters, asked_on: askedOn, explain: true });
  const headers = { "Content-Type": "application/json" };
  return (await send("/v1/ask", { method: "POST", headers, body, signal })).json();
}

/** The citations of a reply's answer, in the format of that media type. */
export async function cite(reply, type) {
  const headers = { "Content-Type": "application/json", Accept: type };
  return (await send("/v1/cite", { method: "POST", headers, body: JSON.stringify(reply) })).text();
}

/** What is in the library; null while the service is not ready. */
export async function readLibrary() {
  try {
    return (await (await send("/readyz")).json()).library;
  } catch {
    return null;
  }
}

export async function listArticles(query) {
  return (await send(`/v1/articles?${new URLSearchParams(query)}`)).json();
}

/** The exact text of the article that a citation quotes. */
export async function readText(citation) {
  const { articles } = await listArticles({ source: citation.source });
  const found = articles.find((article) => article.source === citation.source);
  if (found?.text_sha256 !== citation.text_sha256) {
    throw new Problem("This article has changed in the library since the question was answered. Ask again.");
  }
  const response = await send(`/v1/articles/${found.id}/text`);
  // A byte order mark is character 0 of the text: response.text() would drop it, and all offsets would be off by one.
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await response.arrayBuffer());
}
