import { createPlainProgress } from '../../report/plain-progress.ts';

export const createProgress = createPlainProgress;
