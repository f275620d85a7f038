/** An agent's side of a server of tools: a real process over its stdin and stdout, asked in JSON lines, with everything that it says kept. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ToolServer } from '../../src/agent/toolServer';

export class McpClient {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, (answer: McpAnswer) => void>();
  #lastId = 0;
  stderr = '';
  readonly exited: Promise<number | null>;

  constructor({ command, args, environment }: ToolServer) {
    this.#child = spawn(command, args, { env: { PATH: process.env['PATH'], ...environment }, stdio: 'pipe' });
    this.#child.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.#child.stdin.on('error', () => undefined);
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      const answer = JSON.parse(line) as McpAnswer & { readonly id?: number };
      this.#waiting.get(answer.id ?? -1)?.(answer);
    });
    this.exited = new Promise((resolve) => this.#child.once('close', resolve));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Rejects when the server ends before it answers. */
  request(method: string, params: object = {}): Promise<McpAnswer> {
    const id = (this.#lastId += 1);
    const answered = new Promise<McpAnswer>((resolve) => this.#waiting.set(id, resolve));
    this.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    const ended = this.exited.then((code) => {
      throw new Error(`The server ended (${code}): ${this.stderr}`);
    });
    return Promise.race([answered, ended]);
  }

  notify(method: string, params: object = {}): void {
    this.write(`${JSON.stringify({ jsonrpc: '2.0', method, params })}\n`);
  }

  write(text: string): void {
    this.#child.stdin.write(text);
  }

  async initialize(protocolVersion = '2025-06-18'): Promise<McpAnswer> {
    const answer = await this.request('initialize', { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1' } });
    this.notify('notifications/initialized');
    return answer;
  }

  async call(name: string, given: object = {}): Promise<{ readonly text: string; readonly isError: boolean }> {
    const { result, error } = await this.request('tools/call', { name, arguments: given });
    const { content, isError } = (result ?? {}) as { content?: readonly { text: string }[]; isError?: boolean };
    return { text: content?.[0]?.text ?? JSON.stringify(error), isError: isError === true || error !== undefined };
  }

  /** As an agent does that is done with it. */
  letGo(): void {
    this.#child.stdin.end();
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

export interface McpAnswer {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}
