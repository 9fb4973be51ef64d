import { createPlainProgress } from '../../core/plain-progress.ts';

export const createProgress = createPlainProgress;
