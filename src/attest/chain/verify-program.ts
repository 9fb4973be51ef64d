/** A file of its own in dist/ (scripts/bundle.ts), which only `verify` loads. */
export { chainPage } from './chain-page.ts';
export { chainText } from './chain-text.ts';
export { verifyImage } from './verify-image.ts';
