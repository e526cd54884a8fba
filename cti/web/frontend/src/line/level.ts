// How loud a stream is, from 0 (silence) to 1, many times a second.

const FLOOR_DB = -60;

/** Reports the level of `stream` on each animation frame; gives back what ends it. */
export function measureLevel(stream: MediaStream, report: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 512 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let frame = 0;
  const measure = (): void => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    const decibels = 10 * Math.log10(power + 1e-12);
    report(Math.min(1, Math.max(0, 1 - decibels / FLOOR_DB)));
    frame = requestAnimationFrame(measure);
  };
  frame = requestAnimationFrame(measure);
  return () => {
    cancelAnimationFrame(frame);
    void context.close();
  };
}
