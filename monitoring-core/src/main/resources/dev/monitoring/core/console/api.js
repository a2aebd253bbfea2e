// The public HTTP interface, and nothing else. Addresses are relative, so that the console works under any base path.

/** An answer that is no success: its status, and what the server said. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }

  /** Whether the part that would answer is not there at all. */
  get isAbsent() {
    return this.status === 404 || this.status === 405;
  }
}

const PATIENCE_MILLIS = 20_000;

/** A JSON answer. Throws an ApiError for any other status than success, and for a server that does not answer. */
export async function get(path, parameters = {}, options = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null) {
        query.append(name, each);
      }
    }
  }
  return send(`${path}${query.size ? `?${query}` : ''}`, {method: 'GET'}, options);
}

/** Sends a JSON body and returns the JSON answer, or null where there is none. */
export async function post(path, body, options = {}) {
  const init = {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)};
  return send(path, init, options);
}

/** Deletes, and returns the JSON answer, or null where there is none. */
export async function remove(path, options = {}) {
  return send(path, {method: 'DELETE'}, options);
}

/** The header by which a host's own protection knows that a change is meant: where it has one, {name: value}. */
async function proofOfIntent(options) {
  const proof = await send('csrf', {method: 'GET'}, options);
  return proof ? {[proof.header]: proof.token} : {};
}

async function send(path, init, options = {}) {
  const {signal} = options;
  const proof = init.method === 'GET' ? {} : await proofOfIntent(options);
  const patience = AbortSignal.timeout(PATIENCE_MILLIS);
  let answer;
  let text;
  try {
    answer = await fetch(path, {
      ...init,
      headers: {Accept: 'application/json', ...proof, ...init.headers},
      credentials: 'same-origin',
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
    text = await answer.text();
  } catch (fault) {
    if (signal?.aborted) {
      throw fault;
    }
    throw new ApiError(0, patience.aborted ? `no answer within ${PATIENCE_MILLIS / 1000} s` : 'the service does not answer');
  }
  let body = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    // Not JSON: the text itself is what there is to say.
  }
  if (!answer.ok && !(body && path.startsWith('readyz'))) {
    throw new ApiError(answer.status, messageOf(body) || text.slice(0, 300) || `status ${answer.status}`);
  }
  return body;
}

function messageOf(body) {
  const said = body?.error ?? body?.message ?? body?.detail;
  return typeof said === 'string' ? said : said?.message;
}

/** An instant query: [{metric, value}] with the value as a number, or the one scalar as a series without labels. */
export async function query(expression, options = {}) {
  const answer = await get('api/v1/query', {query: expression, time: options.time}, options);
  const {resultType, result} = answer.data;
  if (resultType === 'scalar' || resultType === 'string') {
    return [{metric: {}, time: result[0] * 1000, value: resultType === 'string' ? result[1] : Number(result[1])}];
  }
  if (resultType === 'matrix') {
    return result.map(({metric, values = []}) => ({metric, time: values.at(-1)?.[0] * 1000, value: Number(values.at(-1)?.[1])}));
  }
  return result.map(({metric, value}) => ({metric, time: value?.[0] * 1000, value: Number(value?.[1])}));
}

/** A range query: [{metric, times: [seconds], values: [number]}]. Start, end and step in seconds. */
export async function queryRange(expression, {start, end, step}, options = {}) {
  const answer = await get('api/v1/query_range', {query: expression, start, end, step}, options);
  return answer.data.result.map(({metric, values = []}) => ({
    metric,
    times: values.map(([at]) => at),
    values: values.map(([, text]) => Number(text)),
  }));
}

/** How every collector is doing. */
export async function health(options = {}) {
  return get('healthz', {}, options);
}
