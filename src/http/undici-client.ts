/**
 * A program file of its own (scripts/bundle.ts), so that it is parsed while the first connection is being made. Only undici's
 * client: its index also loads fetch, WebSocket, caches and mocks, which costs 55 ms and 30 MB.
 */
export { default as undiciClient } from 'undici/lib/dispatcher/client.js';
