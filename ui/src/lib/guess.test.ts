import { expect, test } from 'vitest';
import { firstStage, likeliest, openStages } from './guess';
import type { PipelineDoc } from './wire';

const pipeline = (id: number, name: string): PipelineDoc => ({
  id,
  name,
  stages: [
    { id: 10, name: 'Неразобранное', type: 1 },
    { id: 11, name: 'Новый заказ', type: 0 },
    { id: 12, name: 'Сборка', type: 0 },
    { id: 142, name: 'Успешно реализовано', type: 0 },
    { id: 143, name: 'Закрыто и не реализовано', type: 0 },
  ],
});

test('the pipeline named after Kaspi is meant, in either script, else the first', () => {
  expect(likeliest([pipeline(1, 'Воронка'), pipeline(2, 'Продажи KASPI')])?.id).toBe(2);
  expect(likeliest([pipeline(1, 'Воронка'), pipeline(2, 'Каспи Магазин')])?.id).toBe(2);
  expect(likeliest([pipeline(1, 'Воронка'), pipeline(2, 'Опт')])?.id).toBe(1);
  expect(likeliest([])).toBeUndefined();
});

test('a new deal goes neither into the inbox nor to an end', () => {
  expect(openStages(pipeline(1, '')).map(({ id }) => id)).toEqual([11, 12]);
  expect(firstStage(pipeline(1, ''))?.name).toBe('Новый заказ');
});
