/** How a model is used from Java. Pure. */

const load = (/** @type {string} */ type, /** @type {string} */ file, /** @type {string} */ use, imports = '') =>
  `import dev.cairn.worker.lstm.${type};\n${imports}import java.nio.file.Path;\n\n${type} model = ${type}.load(Path.of("${file}"));\n${use}`;

/** @param {any} task absent: whoever trains knows what the file is @param {string} file */
export function javaFor(task, file) {
  switch (task?.type) {
    case 'FORECASTING':
      return load('ForecastModel', file, `// The last rows of a table with the task's columns, as they come: scaling and window are the model's own affair.\ndouble[][] forecast = model.predict(Path.of("latest.csv"));\n// forecast[step ahead][target], targets: ${(task.targets ?? []).join(', ')}`);
    case 'TEXT_CLASSIFICATION':
      return load('ClassifierModel', file, 'Map<String, Double> probabilities = model.predict("a text");', 'import java.util.Map;\n');
    case 'SEQUENCE_CLASSIFICATION':
      return load('ClassifierModel', file, `// One row for each step of the sequence, columns: ${(task.features ?? []).join(', ')}\nMap<String, Double> probabilities = model.predict(rows);`, 'import java.util.Map;\n');
    case 'ANOMALY_DETECTION':
      return load('AnomalyModel', file, 'for (AnomalyModel.Step step : model.detect(Path.of("latest.csv"))) {\n    System.out.println(step.time() + " " + step.score() + (step.alarm() ? " ALARM" : ""));\n}');
    default:
      return '';
  }
}
