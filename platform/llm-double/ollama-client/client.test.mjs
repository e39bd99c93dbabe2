// The official client, unmodified: what it understands of the double is what Ollama would have said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ollama } from 'ollama';

const client = new Ollama({ host: process.env.OLLAMA_URL });
const model = 'memary-double';
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

test('chat answers as a whole', async () => {
  const answer = await client.chat({ model, messages });
  assert.match(answer.message.content, /Lisbon/);
  assert.equal(answer.message.role, 'assistant');
  assert.equal(answer.done, true);
  assert.equal(answer.done_reason, 'stop');
  assert.ok(answer.prompt_eval_count > 0 && answer.eval_count > 0 && answer.total_duration > 0);
});

test('chat streams', async () => {
  let text = '';
  let last;
  for await (const part of await client.chat({ model, messages, stream: true })) {
    text += part.message.content;
    last = part;
  }
  assert.match(text, /Lisbon/);
  assert.equal(last.done_reason, 'stop');
  assert.ok(last.eval_count > 1);
});

test('chat is left in the middle', async () => {
  const stream = await client.chat({ model: 'double-slow', messages, stream: true });
  await assert.rejects(async () => {
    for await (const _ of stream) stream.abort();
  }, { name: 'AbortError' });
});

test('tools are called with an object and answered from', async () => {
  const question = { role: 'user', content: 'How is the weather?\ndouble:tool weather {"place": "Lisbon"}' };
  const call = await client.chat({ model, messages: [question], tools: [weather] });
  const [{ function: called }] = call.message.tool_calls;
  assert.equal(called.name, 'weather');
  assert.deepEqual(called.arguments, { place: 'Lisbon' });

  const result = { role: 'tool', content: 'It rains.', tool_name: 'weather' };
  const answer = await client.chat({ model, messages: [question, call.message, result], tools: [weather] });
  assert.match(answer.message.content, /It rains\./);

  const names = [];
  for await (const part of await client.chat({ model, messages: [question], tools: [weather], stream: true })) {
    names.push(...(part.message.tool_calls ?? []).map((c) => c.function.name));
  }
  assert.deepEqual(names, ['weather']);
});

test('a format, an image and a thought', async () => {
  const format = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
  const formatted = await client.chat({ model, messages, format });
  assert.match(JSON.parse(formatted.message.content).city, /Lisbon/);
  const seen = await client.chat({
    model, messages: [{ role: 'user', content: 'What is this?', images: [new Uint8Array([1, 2, 3])] }],
  });
  assert.match(seen.message.content, /Images seen: 1/);
  const thought = await client.chat({ model, messages, think: true });
  assert.ok(thought.message.thinking.length > 0);
});

test('generate completes and streams', async () => {
  const prompt = 'Alice lives in Lisbon.\nWhere does Alice live?';
  const answer = await client.generate({ model, prompt });
  assert.match(answer.response, /Lisbon/);
  assert.ok(answer.context.length > 0);
  let text = '';
  for await (const part of await client.generate({ model, prompt, stream: true })) text += part.response;
  assert.equal(text, answer.response);
});

test('embed gives vectors of length one', async () => {
  const { embeddings } = await client.embed({ model: 'memary-double-embed', input: ['a cat', 'a dog'] });
  assert.equal(embeddings.length, 2);
  assert.equal(embeddings[0].length, 384);
  const length = Math.hypot(...embeddings[0]);
  assert.ok(Math.abs(length - 1) < 1e-6, `length ${length}`);
});

test('models are listed, loaded, shown and unloaded', async () => {
  const { models } = await client.list();
  assert.ok(models.some((m) => m.name === `${model}:latest` && m.digest && m.details.family));
  const shown = await client.show({ model });
  assert.ok(shown.capabilities.includes('tools'));
  assert.ok(shown.model_info['llama.context_length'] > 0);

  const loaded = await client.generate({ model, prompt: '', keep_alive: '10m' });
  assert.equal(loaded.done_reason, 'load');
  const resident = (await client.ps()).models.find((m) => m.name === `${model}:latest`);
  assert.ok(resident.size_vram > 0 && resident.context_length > 0);
  assert.ok(new Date(resident.expires_at) > new Date());

  const unloaded = await client.chat({ model, messages: [], keep_alive: 0 });
  assert.equal(unloaded.done_reason, 'unload');
  assert.ok(!(await client.ps()).models.some((m) => m.name === `${model}:latest`));
});

test('pull reports its progress and its failure', async () => {
  const progress = [];
  for await (const part of await client.pull({ model: 'memary-double-pulled', stream: true })) progress.push(part);
  assert.equal(progress.at(-1).status, 'success');
  assert.ok(progress.some((p) => p.completed > 0 && p.completed === p.total));
  assert.equal((await client.pull({ model: 'memary-double-pulled' })).status, 'success');
  await assert.rejects(async () => {
    for await (const _ of await client.pull({ model: 'nobody-has-it', stream: true }));
  }, /file does not exist/);
});

test('version', async () => {
  assert.match((await client.version()).version, /^\d+\.\d+\.\d+$/);
});

test('errors are the client\'s own', async () => {
  await assert.rejects(client.chat({ model: 'nobody-has-it', messages }), { status_code: 404, message: /not found/ });
  await assert.rejects(client.chat({ model: 'double-error-503', messages }), { status_code: 503, message: /maximum pending/ });
  await assert.rejects(client.chat({ model: 'double-out-of-memory', messages }), { status_code: 500 });
  await assert.rejects(
    client.chat({ model: 'memary-double-embed', messages }), { status_code: 400, message: /does not support chat/ });
  for (const broken of ['double-error-early', 'double-error-in-stream', 'double-cut-stream', 'double-break-stream']) {
    await assert.rejects(async () => {
      for await (const _ of await client.chat({ model: broken, messages, stream: true }));
    }, broken);
  }
});
