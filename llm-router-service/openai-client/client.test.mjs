// The official client, unmodified, directly at llm-router-service: Ollama behind it is local, OpenAI the cloud.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import OpenAI from 'openai';

const { ROUTER_URL, ROUTER_TOKEN, STRANGER_TOKEN, OLLAMA_URL, CLOUD_URL } = process.env;
const baseURL = `${ROUTER_URL}/v1`;
const client = new OpenAI({ baseURL, apiKey: ROUTER_TOKEN, maxRetries: 0 });
const messages = [
  { role: 'system', content: 'Alice plays the cello.\nAlice lives in Lisbon.' },
  { role: 'user', content: 'Where does Alice live?' },
];
const weather = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'The weather of a place',
    parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
  },
};
const city = {
  type: 'json_schema',
  json_schema: {
    name: 'city',
    strict: true,
    schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false },
  },
};
const locally = 'ollama/llama3:8b';
const inCloud = 'openai/memary-double';

const chat = (more) => client.chat.completions.create({ model: 'chat', messages, ...more });
const post = (path, body, headers = {}) =>
  fetch(`${baseURL}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ROUTER_TOKEN}`, 'content-type': 'application/json', ...headers },
    body,
  });

async function fails(url, fault, times) {
  const answer = await fetch(`${url}/double/fault`, { method: 'PUT', body: JSON.stringify({ fault, times }) });
  assert.equal(answer.status, 200, await answer.text());
}

/** A node that fails three times in a row is left alone for a while; none is to be here. */
async function recover() {
  await fails(OLLAMA_URL, 'none');
  await fails(CLOUD_URL, 'none');
  assert.match((await chat({ model: locally })).choices[0].message.content, /Lisbon/);
}

async function collect(stream) {
  const seen = { text: '', usage: undefined, finish: undefined, chunks: 0 };
  for await (const chunk of stream) {
    assert.equal(chunk.object, 'chat.completion.chunk');
    seen.text += chunk.choices[0]?.delta?.content ?? '';
    seen.finish = chunk.choices[0]?.finish_reason ?? seen.finish;
    seen.usage = chunk.usage ?? seen.usage;
    seen.chunks++;
  }
  return seen;
}

beforeEach(recover);

for (const model of [locally, inCloud]) {
  test(`${model}: chat as a whole`, async () => {
    const { data, response } = await chat({ model }).withResponse();
    assert.equal(data.object, 'chat.completion');
    assert.match(data.choices[0].message.content, /Lisbon/);
    assert.equal(data.choices[0].message.role, 'assistant');
    assert.equal(data.choices[0].finish_reason, 'stop');
    assert.equal(data.usage.total_tokens, data.usage.prompt_tokens + data.usage.completion_tokens);
    assert.ok(data.usage.prompt_tokens > 0 && data.usage.completion_tokens > 0);
    assert.equal(response.headers.get('x-memary-target'), model);
  });

  test(`${model}: chat streamed, with and without its usage`, async () => {
    const counted = await collect(await chat({ model, stream: true, stream_options: { include_usage: true } }));
    assert.match(counted.text, /Lisbon/);
    assert.equal(counted.finish, 'stop');
    assert.ok(counted.usage.total_tokens > 0);
    const plain = await collect(await chat({ model, stream: true }));
    assert.equal(plain.text, counted.text);
    assert.equal(plain.usage, undefined);
  });

  test(`${model}: a stream ends in [DONE], and begins with the role`, async () => {
    const answer = await post('/chat/completions', JSON.stringify({ model, messages, stream: true }));
    assert.match(answer.headers.get('content-type'), /^text\/event-stream/);
    const events = (await answer.text()).split('\n\n').filter((e) => e.length > 0);
    assert.equal(events.at(-1), 'data: [DONE]');
    assert.equal(JSON.parse(events[0].slice('data: '.length)).choices[0].delta.role, 'assistant');
  });

  test(`${model}: tools are called and answered from`, async () => {
    const question = { role: 'user', content: 'How is the weather?\ndouble:tool weather {"place": "Lisbon"}' };
    const call = await chat({ model, messages: [question], tools: [weather] });
    assert.equal(call.choices[0].finish_reason, 'tool_calls');
    const [called] = call.choices[0].message.tool_calls;
    assert.equal(called.type, 'function');
    assert.equal(called.function.name, 'weather');
    assert.deepEqual(JSON.parse(called.function.arguments), { place: 'Lisbon' });

    const result = { role: 'tool', tool_call_id: called.id, content: 'It rains.' };
    const answer = await chat({ model, messages: [question, call.choices[0].message, result], tools: [weather] });
    assert.match(answer.choices[0].message.content, /It rains\./);
    assert.equal(answer.choices[0].finish_reason, 'stop');
  });

  test(`${model}: a streamed call of a tool is put together by the client`, async () => {
    const question = { role: 'user', content: 'double:tool weather {"place": "Lisbon"}' };
    const stream = client.chat.completions.stream({ model, messages: [question], tools: [weather] });
    const { choices } = await stream.finalChatCompletion();
    assert.equal(choices[0].finish_reason, 'tool_calls');
    assert.deepEqual(JSON.parse(choices[0].message.tool_calls[0].function.arguments), { place: 'Lisbon' });
  });

  test(`${model}: an answer in the shape of a schema`, async () => {
    const answer = await client.chat.completions.parse({ model, messages, response_format: city });
    assert.match(JSON.parse(answer.choices[0].message.content).city, /Lisbon/);
  });

  test(`${model}: what is left in the middle is left at the model too`, async () => {
    const stream = await chat({ model, stream: true });
    for await (const _ of stream) break;
    assert.equal(stream.controller.signal.aborted, true);
    assert.match((await chat({ model })).choices[0].message.content, /Lisbon/);
  });
}

test('images are seen by the local model', async () => {
  const url = `data:image/png;base64,${Buffer.from([137, 80, 78, 71]).toString('base64')}`;
  const content = [{ type: 'text', text: 'What is this?' }, { type: 'image_url', image_url: { url } }];
  const seen = await chat({ model: 'vision', messages: [{ role: 'user', content }] });
  assert.match(seen.choices[0].message.content, /Images seen: 1/);

  content[1].image_url.url = 'https://example.com/a.png';
  await assert.rejects(
    chat({ model: 'vision', messages: [{ role: 'user', content }] }),
    (e) => e instanceof OpenAI.BadRequestError && e.param === 'messages[0].content',
  );
});

test('embeddings: numbers, base64 and batches agree', async () => {
  const input = ['a cat', 'a kitten', 'interest rates'];
  const numbers = await client.embeddings.create({ model: 'embed', input, encoding_format: 'float' });
  assert.equal(numbers.object, 'list');
  assert.deepEqual(numbers.data.map((d) => d.index), [0, 1, 2]);
  assert.equal(numbers.data[0].embedding.length, 384);
  assert.ok(numbers.usage.prompt_tokens > 0);

  // What the client asks for when nothing is said is base64, which it decodes.
  const packed = await client.embeddings.create({ model: 'embed', input });
  numbers.data.forEach(({ embedding }, i) =>
    embedding.forEach((x, j) => assert.ok(Math.abs(x - packed.data[i].embedding[j]) < 1e-6)));
  const raw = await client.embeddings.create({ model: 'embed', input, encoding_format: 'base64' });
  assert.equal(Buffer.from(raw.data[0].embedding, 'base64').length, 384 * 4);

  const single = await client.embeddings.create({ model: 'embed', input: input[0], encoding_format: 'float' });
  const cosine = single.data[0].embedding.reduce((sum, x, j) => sum + x * numbers.data[0].embedding[j], 0);
  assert.ok(cosine > 0.99, `cosine ${cosine}`);
});

test('models are listed', async () => {
  const ids = [];
  for await (const model of client.models.list()) {
    assert.equal(model.object, 'model');
    ids.push(model.id);
  }
  for (const id of ['chat', 'vision', 'web', 'embed', locally, inCloud]) assert.ok(ids.includes(id), `${id} in ${ids}`);
});

test('before the first word the cloud takes over', async () => {
  for (const fault of ['double-error-503', 'double-error-500', 'double-cut-early', 'double-break-early', 'double-error-early']) {
    await fails(OLLAMA_URL, fault);
    const { data, response } = await chat({ stream: true }).withResponse();
    assert.match((await collect(data)).text, /Lisbon/, fault);
    assert.equal(response.headers.get('x-memary-target'), inCloud, fault);
    assert.match(response.headers.get('x-memary-fallbacks'), /^ollama\/llama3:8b=/, fault);
    await recover();
  }
});

test('a stream that breaks after its first word makes the client throw', async () => {
  for (const [url, model] of [[OLLAMA_URL, 'ollama/llava:13b'], [CLOUD_URL, inCloud]]) {
    for (const fault of ['double-cut-stream', 'double-break-stream', 'double-error-in-stream']) {
      await fails(url, fault);
      let text = '';
      await assert.rejects(async () => {
        for await (const chunk of await chat({ model, stream: true })) text += chunk.choices[0]?.delta?.content ?? '';
      }, OpenAI.APIError, `${model} ${fault}`);
      assert.ok(text.length > 0 && !/Lisbon/.test(text), `${model} ${fault}: ${text}`);
      await recover();
    }
  }
});

test('what is wrong with a request is told as OpenAI tells it', async () => {
  const wrong = async (request, kind, { status, param, code }) =>
    assert.rejects(request, (e) => {
      assert.ok(e instanceof kind, `${e.constructor.name}: ${e.message}`);
      assert.equal(e.status, status);
      assert.ok(e.message.length > 10 && e.type.length > 0);
      if (param !== undefined) assert.equal(e.param, param);
      if (code !== undefined) assert.equal(e.code, code);
      return true;
    });
  const bad = (param) => ({ status: 400, param });

  await wrong(chat({ model: 'nobody-has-it' }), OpenAI.NotFoundError, { status: 404, param: 'model', code: 'model_not_found' });
  await wrong(
    client.embeddings.create({ model: 'nobody-has-it', input: 'x' }),
    OpenAI.NotFoundError, { status: 404, param: 'model', code: 'model_not_found' },
  );
  await wrong(chat({ messages: [] }), OpenAI.BadRequestError, bad('messages'));
  await wrong(chat({ messages: 'Hello' }), OpenAI.BadRequestError, bad('messages'));
  await wrong(chat({ messages: ['Hello'] }), OpenAI.BadRequestError, bad('messages[0]'));
  await wrong(chat({ messages: [{ content: 'Hello' }] }), OpenAI.BadRequestError, bad('messages[0].role'));
  await wrong(chat({ messages: [{ role: 'user', content: 7 }] }), OpenAI.BadRequestError, bad('messages[0].content'));
  await wrong(
    chat({ messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }),
    OpenAI.BadRequestError, bad('messages[0].content[0].image_url.url'),
  );
  await wrong(chat({ model: 5 }), OpenAI.BadRequestError, bad('model'));
  await wrong(chat({ stream: 'yes' }), OpenAI.BadRequestError, bad('stream'));
  await wrong(chat({ max_tokens: 'many' }), OpenAI.BadRequestError, bad('max_tokens'));
  await wrong(chat({ max_tokens: 0 }), OpenAI.BadRequestError, bad('max_tokens'));
  await wrong(chat({ tools: {} }), OpenAI.BadRequestError, bad('tools'));
  await wrong(client.embeddings.create({ model: 5, input: 'x' }), OpenAI.BadRequestError, bad('model'));
  await wrong(client.embeddings.create({ model: 'embed', input: 5 }), OpenAI.BadRequestError, bad('input'));
  await wrong(
    client.chat.completions.create({ model: 'chat', messages }, { headers: { 'X-Memary-Timeout-Ms': 'soon' } }),
    OpenAI.BadRequestError, bad('X-Memary-Timeout-Ms'),
  );
  for (const apiKey of ['mk_nobody', 'ey.ey.ey']) {
    const stranger = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
    await wrong(stranger.models.list(), OpenAI.AuthenticationError, { status: 401 });
    await wrong(stranger.chat.completions.create({ model: 'chat', messages }), OpenAI.AuthenticationError, { status: 401 });
    await wrong(stranger.embeddings.create({ model: 'embed', input: 'x' }), OpenAI.AuthenticationError, { status: 401 });
  }
  const gateway = new OpenAI({ baseURL, apiKey: STRANGER_TOKEN, maxRetries: 0 });
  await wrong(
    gateway.chat.completions.create({ model: 'chat', messages }), OpenAI.PermissionDeniedError, { status: 403 });

  await fails(CLOUD_URL, 'double-rate-limit');
  await wrong(chat({ model: inCloud }), OpenAI.RateLimitError, { status: 429, code: 'rate_limit_exceeded' });
  await fails(CLOUD_URL, 'double-content-filter');
  await wrong(chat({ model: inCloud }), OpenAI.BadRequestError, { status: 400, code: 'content_filter' });
  await fails(CLOUD_URL, 'double-error-400');
  await wrong(chat({ model: inCloud }), OpenAI.BadRequestError, { status: 400, code: 'context_length_exceeded' });
  await fails(CLOUD_URL, 'double-error-500');
  await wrong(chat({ model: inCloud }), OpenAI.InternalServerError, { status: 503 });
});

test('what no client of OpenAI would send is told in the same shape', async () => {
  const shape = async (answer, status) => {
    const body = await answer.text();
    assert.equal(answer.status, status, body);
    assert.match(answer.headers.get('content-type'), /^application\/json/);
    const { error } = JSON.parse(body);
    assert.deepEqual(Object.keys(error).sort(), ['code', 'message', 'param', 'type']);
    assert.doesNotMatch(body, /exception|jackson|dev\.memary|java\.|at \w+\.\w+\(/i);
  };
  for (const path of ['/chat/completions', '/embeddings']) {
    await shape(await post(path, '{"model": "chat", "messages": [}'), 400);
    await shape(await post(path, '[]'), 400);
    await shape(await post(path, '"text"'), 400);
    await shape(await post(path, ''), 400);
    await shape(await post(path, '{}', { 'content-type': 'text/plain' }), 415);
    await shape(await post(path, '{}', { authorization: 'none' }), 401);
    await shape(await fetch(`${baseURL}${path}`, { headers: { authorization: `Bearer ${ROUTER_TOKEN}` } }), 405);
    await shape(await post(path, JSON.stringify({ input: 'x'.repeat(11 << 20) })), 413);
  }
  await shape(await post('/models', '{}'), 405);
  await shape(await fetch(`${baseURL}/models/chat`, { headers: { authorization: `Bearer ${ROUTER_TOKEN}` } }), 404);
});
