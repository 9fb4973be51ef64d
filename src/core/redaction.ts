/** Removes known secrets, and things that look like credentials, from text that somebody will read. */
export interface Redactor {
  /** Registers a secret in all the forms it can appear in: as it is, line by line, base64, `user:secret` base64, URL-encoded. */
  add(secret: string, username?: string): void;
  redact(text: string): string;
}
