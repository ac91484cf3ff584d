// What of WebAssembly the embedded database uses; its types come with those of a browser otherwise.
// biome-ignore lint/style/noNamespace: it is one, in every place that runs it
declare namespace WebAssembly {
  class Module {
    private constructor();
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}
