/** A file of its own in dist/ (scripts/bundle.ts), which only `verify` loads. */
export { chainPage } from '../attest/chain/chain-page.ts';
export { chainText } from '../attest/chain/chain-text.ts';
export { verifyImage } from '../attest/chain/verify-image.ts';
