/** The parts of ECharts that the page uses. The build makes one file of them; all of ECharts is nearly twice as large. */
import { init } from 'echarts/lib/core/echarts.js';
import { use } from 'echarts/lib/extension.js';
import { install as line } from 'echarts/lib/chart/line/install.js';
import { install as bar } from 'echarts/lib/chart/bar/install.js';
import { install as scatter } from 'echarts/lib/chart/scatter/install.js';
import { install as heatmap } from 'echarts/lib/chart/heatmap/install.js';
import { install as custom } from 'echarts/lib/chart/custom/install.js';
import { install as grid } from 'echarts/lib/component/grid/installSimple.js';
import { install as tooltip } from 'echarts/lib/component/tooltip/install.js';
import { install as legend } from 'echarts/lib/component/legend/install.js';
import { install as visualMap } from 'echarts/lib/component/visualMap/install.js';
import { install as canvas } from 'echarts/lib/renderer/installCanvasRenderer.js';
use([line, bar, scatter, heatmap, custom, grid, tooltip, legend, visualMap, canvas]);
cairnCharts.init = init;
