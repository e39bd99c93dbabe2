// The official client, unmodified: only its base address and its key are Memary's.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: process.env.MEMARY_BASE_URL, apiKey: process.env.MEMARY_KEY });
const user = process.env.MEMARY_USER;
const ask = (content, more = {}) =>
  client.chat.completions.create({ model: 'chat', user, messages: [{ role: 'user', content }], ...more });

test('the second conversation knows what the first one said', async () => {
  const first = await ask('I keep bees, and my hives stand in Tuscany.');
  assert.ok(first.choices[0].message.content.length > 0);
  await understood();

  const second = await ask('Where do my hives stand?');
  assert.match(second.choices[0].message.content, /Tuscany/);
  assert.equal(second.choices[0].finish_reason, 'stop');
});

test('streaming remembers and recalls too', async () => {
  await understood();
  const stream = await ask('In which region are my hives?', { stream: true, stream_options: { include_usage: true } });
  let text = '';
  let chunks = 0;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? '';
    chunks++;
  }
  assert.match(text, /Tuscany/);
  assert.ok(chunks > 2, `a stream of ${chunks} chunks`);
});

test('models and embeddings have their usual shapes', async () => {
  const ids = [];
  for await (const model of client.models.list()) ids.push(model.id);
  assert.ok(ids.includes('embed') && ids.includes('chat'), ids.join());
  const embedded = await client.embeddings.create({ model: 'embed', input: ['a cat', 'a kitten'] });
  assert.equal(embedded.data.length, 2);
  assert.equal(embedded.data[0].embedding.length, 384);
});

test('errors are the client\'s own kinds', async () => {
  await assert.rejects(
    new OpenAI({ baseURL: process.env.MEMARY_BASE_URL, apiKey: 'mk_wrong', maxRetries: 0 }).models.list(),
    OpenAI.AuthenticationError,
  );
  await assert.rejects(
    client.chat.completions.create({ model: 'chat', user, messages: [] }),
    OpenAI.BadRequestError,
  );
});

async function understood() {
  const status = `${process.env.MEMARY_BASE_URL}/spaces/user:${user}/status`;
  for (let i = 0; i < 150; i++) {
    const answer = await fetch(status, { headers: { authorization: `Bearer ${process.env.MEMARY_KEY}` } });
    if ((await answer.json()).pending === 0) return;
    await sleep(200);
  }
  assert.fail('not understood within 30 s');
}
