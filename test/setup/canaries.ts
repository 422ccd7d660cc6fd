const ADDRESS = /[\w.+-]+@[\w-]+\.\w+/;

/** Everything that a person, a script or a stranger can write, each time in a word that stands nowhere else. */
export class Canaries {
  planted = 0;
  private readonly secrets: string[] = [];

  word(of: string): string {
    this.planted += 1;
    return `canary${of}${this.planted}x`;
  }

  /** What nobody wrote, but what opens something. */
  secret(value: string | undefined): void {
    if (!value) throw new Error('no secret');
    this.secrets.push(value);
  }

  /** Which of them the lines hold, in whatever case, and which addresses. */
  foundIn(lines: readonly string[]): string[] {
    const text = lines.join('\n');
    const words = text.match(/canary\w+/gi) ?? [];
    const secrets = this.secrets.filter((secret) => text.includes(secret));
    return [...new Set([...words, ...secrets, ...(ADDRESS.exec(text) ?? [])])];
  }
}
